"""The workload `enforce6`: cases with six clocks each, half met in time, half missed and escalated once; the product against what the engine can do."""
