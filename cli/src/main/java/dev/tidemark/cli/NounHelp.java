package dev.tidemark.cli;

import dev.tidemark.core.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A noun without a verb: shows the verbs and is a usage error. */
@Command(mixinStandardHelpOptions = true)
public abstract class NounHelp implements Callable<Integer> {

    private final CliContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    protected NounHelp(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(context.terminal().err());
        return ExitCode.USAGE.status();
    }
}
