"""What the performance claims are measured with: `python3 manage.py benchmark NAME` prints them."""
