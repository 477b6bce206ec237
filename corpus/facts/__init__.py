"""What a clause states besides money: departments, what is due, requirements, references, telephones."""
