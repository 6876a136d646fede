"""What is stored about families: to be copied, corrected, erased, and to end by itself."""
