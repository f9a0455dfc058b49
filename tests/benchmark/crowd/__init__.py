"""Many people at once on one app: clients that speak Streamlit's websocket protocol."""
