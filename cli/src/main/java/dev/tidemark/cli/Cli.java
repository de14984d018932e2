package dev.tidemark.cli;

import dev.tidemark.cli.app.AppCommand;
import dev.tidemark.cli.broker.BrokerCommand;
import dev.tidemark.cli.dev.DevCommand;
import dev.tidemark.cli.group.GroupCommand;
import dev.tidemark.cli.topic.TopicCommand;
import dev.tidemark.cli.txn.TxnCommand;
import dev.tidemark.core.failure.ExitCode;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * From arguments to an exit status. Used by one thread.
 *
 * <p>Only the noun that is called is read by reflection, and then the others are not even registered; without one, all are by name,
 * for the usage and the suggestions. Reading all of them costs a broker's start more than its own options do.
 */
public final class Cli {

    private static final Map<String, Noun> NOUNS = nouns();

    private record Noun(Class<?> command, String description) {}

    private final CliContext context;

    public Cli(CliContext context) {
        this.context = context;
    }

    /** Runs the command that the arguments spell; answers with the exit status. */
    public int run(String... args) {
        CommandLine tidemark = commandLine(args);
        try {
            return tidemark.execute(args);
        } finally {
            context.terminal().flush();
        }
    }

    /** All commands, for the reference. */
    CommandLine model() {
        CommandLine tidemark = new CommandLine(new RootCommand(context), this::create);
        NOUNS.forEach((name, noun) -> tidemark.addSubcommand(name, new CommandLine(noun.command, this::create)));
        return tidemark;
    }

    private CommandLine commandLine(String... args) {
        CommandSpec root = CommandSpec.forAnnotatedObject(new RootCommand(context), this::create);
        CommandLine tidemark = new CommandLine(root, this::create);
        Noun called = args.length == 0 ? null : NOUNS.get(args[0]);
        if (called != null) {
            tidemark.addSubcommand(args[0], new CommandLine(called.command, this::create));
        } else {
            NOUNS.forEach((name, noun) -> {
                CommandSpec stub = CommandSpec.create();
                stub.usageMessage().description(noun.description);
                tidemark.addSubcommand(name, stub);
            });
        }
        Failures failures = new Failures(context.terminal());
        return tidemark.setOut(new PrintWriter(context.terminal().out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(context.terminal().err(), true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setExitCodeExceptionMapper(unexpected -> ExitCode.FAILED.status());
    }

    /** Commands take the context; option groups take nothing. */
    private <T> T create(Class<T> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == CliContext.class) {
                constructor.setAccessible(true); // commands are their package's own
                return type.cast(constructor.newInstance(context));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }

    private static Map<String, Noun> nouns() {
        Map<String, Noun> nouns = new LinkedHashMap<>();
        nouns.put("dev", new Noun(DevCommand.class, "Run a broker here, with all that is needed to try things."));
        nouns.put("app", new Noun(AppCommand.class, "Run an application against a cluster."));
        nouns.put("broker", new Noun(BrokerCommand.class, "Start a broker."));
        nouns.put("topic", new Noun(TopicCommand.class, "List, create, describe, delete, write and read topics."));
        nouns.put("group", new Noun(GroupCommand.class, "List and describe consumer groups."));
        nouns.put("txn", new Noun(TxnCommand.class, "List, describe and abort transactions."));
        return Collections.unmodifiableMap(nouns);
    }
}
