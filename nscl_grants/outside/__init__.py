"""What lies outside the house: file storage and its like, one small seam each."""
