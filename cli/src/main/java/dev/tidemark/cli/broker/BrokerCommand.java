package dev.tidemark.cli.broker;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.NounHelp;
import picocli.CommandLine.Command;

/** {@code tidemark broker}. */
@Command(name = "broker", description = "Start a broker.", subcommands = BrokerStart.class)
public final class BrokerCommand extends NounHelp {

    public BrokerCommand(CliContext context) {
        super(context);
    }
}
