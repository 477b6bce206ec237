"""Money, rates, dates, periods and counts, as documents and as people write them."""
