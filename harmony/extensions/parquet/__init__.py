"""parquet.read: tables from Parquet files."""
