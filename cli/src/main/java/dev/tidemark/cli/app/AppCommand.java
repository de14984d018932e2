package dev.tidemark.cli.app;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.NounHelp;
import picocli.CommandLine.Command;

/** {@code tidemark app}. */
@Command(name = "app", description = "Run an application against a cluster.", subcommands = AppRun.class)
public final class AppCommand extends NounHelp {

    public AppCommand(CliContext context) {
        super(context);
    }
}
