package dev.tidemark.cli;

import dev.tidemark.core.failure.ExitCode;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows what went wrong in four lines on stderr, and answers with the exit status of its code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException mistake, String[] args) {
        return show(explain(mistake));
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ParameterException mistake) {
            return show(explain(mistake));
        }
        if (cause instanceof TidemarkException explained) {
            return show(explained);
        }
        PrintStream err = terminal.err();
        err.println("tidemark: an unexpected failure, which is a bug: please report it with what follows");
        cause.printStackTrace(err);
        return ExitCode.FAILED.status();
    }

    private int show(TidemarkException failure) {
        terminal.out().flush();
        terminal.err().println(failure.getMessage());
        return failure.code().exitCode().status();
    }

    /** A mistake on the command line, with the nearest thing that exists. */
    private static TidemarkException explain(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        if (mistake.getCause() instanceof TidemarkException explained) {
            return explained;
        }
        if (mistake instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            List<String> near = unmatched.getSuggestions();
            boolean option = word.startsWith("-");
            return new TidemarkException(FailureCode.COMMAND_LINE_INVALID,
                    "'" + word + "' is not " + (option ? "an option of" : "a command or argument of") + " " + name, name
                            + " " + word,
                    near.isEmpty() ? "nothing of a similar name exists" : "the nearest are: " + String.join(", ", near),
                    near.isEmpty() ? "see " + name + " --help" : "did you mean '" + near.getFirst() + "'?");
        }
        String why = mistake.getMessage();
        return new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "the command line cannot be understood", name,
                why == null ? mistake.toString() : why.lines().findFirst().orElse(why), "see " + name + " --help",
                mistake.getCause());
    }
}
