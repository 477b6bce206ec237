"""The pages of the application: they draw, and what they show is found and worded in `assistant`. Only they know Streamlit."""
