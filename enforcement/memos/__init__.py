"""What officers and supervisors are told: whom a rung speaks to, when nobody is disturbed, what a day's digest says. Pure."""
