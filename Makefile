# Two commands: `make run` shows the demo city, `make test` proves it. Both install what is missing.
.PHONY: run test setup check clean
ARGS ?=

run: setup
	@.venv/bin/toancanh demo $(ARGS)

test:
	@packaging/setup.sh test
	@packaging/test.sh $(ARGS)

setup:
	@packaging/setup.sh

check:
	@packaging/test.sh --checks-only

clean:
	rm -rf .venv node_modules resources/web/dist resources/fonts var
