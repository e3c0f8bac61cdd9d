"""Stand-ins for the national and court systems that exist only on a court's intranet: real HTTP services with storage of their own."""
