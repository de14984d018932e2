package dev.tidemark.cli;

import dev.tidemark.core.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark} without a noun: says what there is. */
@Command(name = "tidemark", description = "Stream processing with built-in storage that speaks Kafka's protocol.", mixinStandardHelpOptions = true, version = "tidemark 0.1.0-SNAPSHOT")
final class RootCommand implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec;

    RootCommand(CliContext context) {
        this.context = context;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(context.terminal().err());
        return ExitCode.USAGE.status();
    }
}
