"""The fixtures of browser tests stand in tests/browser.py: journeys use them too."""
