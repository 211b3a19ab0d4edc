"""What several kinds of channel share: links, HTTP answers, text messages, secrets."""
