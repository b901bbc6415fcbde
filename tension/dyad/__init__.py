"""dyad"""
