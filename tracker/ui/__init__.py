"""The screens. The only package that speaks Streamlit."""
