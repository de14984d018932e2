package dev.tidemark.cli.topic;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.client.admin.AdminOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark topic delete}. */
@Command(name = "delete", description = "Delete topics with all their records.", mixinStandardHelpOptions = true)
final class TopicDelete implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The topics' names.")
    private List<String> names = new ArrayList<>();

    TopicDelete(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ClusterClient client = cluster.open(context)) {
            Map<String, AdminOutcome> outcomes = ClusterClient.await(client.admin().deleteTopics(names));
            outcomes.forEach((name, outcome) -> {
                outcome.orThrow("Topic '" + name + "' cannot be deleted", "topic " + name);
                context.terminal().err().println("Deleted topic " + name + ".");
            });
        }
        return 0;
    }
}
