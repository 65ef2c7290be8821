# A thin shell over config/make.py, which does all the set-up itself. `make help` lists the commands.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test test-all lint types format messages bench ci clean requirements

help run test test-all lint types format messages bench ci clean requirements:
	@$(PYTHON) config/make.py $@
