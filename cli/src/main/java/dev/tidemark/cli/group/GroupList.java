package dev.tidemark.cli.group;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.admin.GroupListing;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidemark group list}. */
@Command(name = "list", description = "List the groups.", mixinStandardHelpOptions = true)
final class GroupList implements Callable<Integer> {

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    GroupList(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ClusterClient client = cluster.open(context);
                Results results = output.open(context.terminal(), List.of("group", "type", "state"))) {
            for (GroupListing group : ClusterClient.await(client.admin().listGroups())) {
                results.row(group.groupId(), group.protocolType(), group.state());
            }
        }
        return 0;
    }
}
