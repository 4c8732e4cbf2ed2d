"""`python3 manage.py up`: every process of the application on one machine, started, watched, and stopped."""
