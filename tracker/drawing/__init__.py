"""Pictures of records: charts and the facial map. No Streamlit, no store."""
