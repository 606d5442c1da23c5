"""A province supports firms that raise productivity and quality: cases, money, papers."""
