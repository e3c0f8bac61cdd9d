"""Papers as files: .docx from a template that a clerk can edit in Word, and the PDF/A that is set from it."""
