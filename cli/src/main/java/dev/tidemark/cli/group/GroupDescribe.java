package dev.tidemark.cli.group;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.admin.GroupDescription;
import dev.tidemark.client.consumer.BatchConsumer;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark group describe}: a row per partition that the group reads or has read. */
@Command(name = "describe", description = "Show what a group reads, and how far behind it is.", mixinStandardHelpOptions = true)
final class GroupDescribe implements Callable<Integer> {

    private static final List<String> COLUMNS = List.of("group", "state", "topic", "partition", "committed", "end",
            "lag", "member", "client", "host");

    private final CliContext context;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "NAME", description = "The group's id.")
    private String name = "";

    GroupDescribe(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (ClusterClient client = cluster.open(context);
                Results results = output.open(context.terminal(), COLUMNS)) {
            GroupDescription group = ClusterClient.await(client.admin().describeGroup(name));
            Map<TopicPartition, OffsetAndMetadata> offsets = ClusterClient.await(client.admin().groupOffsets(name));
            checkKnown(group, offsets);
            show(client, group, offsets, results);
        }
        return 0;
    }

    /** Up to version 5 of the API a group that does not exist is described as dead. */
    private void checkKnown(GroupDescription group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        boolean dead = group.state().equals("Dead") && offsets.isEmpty();
        if (group.error() == ErrorCode.GROUP_ID_NOT_FOUND || (group.error() == ErrorCode.NONE && dead)) {
            throw new TidemarkException(FailureCode.GROUP_UNKNOWN, "There is no group '" + name + "'", "group " + name,
                    "its coordinator knows neither members nor offsets of it",
                    "see the names with: tidemark group list");
        }
        if (group.error() != ErrorCode.NONE) {
            throw new TidemarkException(FailureCode.REQUEST_FAILED, "Group '" + name + "' cannot be described",
                    "group " + name, group.error() + ": " + group.error().message(), "try again if the reason passes");
        }
    }

    private static void show(ClusterClient client, GroupDescription group,
            Map<TopicPartition, OffsetAndMetadata> offsets, Results results) {
        Map<TopicPartition, GroupDescription.Member> readers = new HashMap<>();
        for (GroupDescription.Member member : group.members()) {
            member.assigned().forEach(partition -> readers.put(partition, member));
        }
        TreeSet<TopicPartition> partitions = new TreeSet<>(offsets.keySet());
        partitions.addAll(readers.keySet());
        Map<TopicPartition, Long> questions = new HashMap<>();
        partitions.forEach(partition -> questions.put(partition, BatchConsumer.LATEST));
        Map<TopicPartition, Long> ends = ClusterClient.await(client.admin().listOffsets(questions, false));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata committed = offsets.get(partition);
            Long end = ends.get(partition);
            GroupDescription.@Nullable Member reader = readers.get(partition);
            results.row(group.groupId(), group.state(), partition.topic(), partition.partition(),
                    committed == null ? null : committed.offset(), end,
                    committed == null || end == null ? null : Math.max(0, end - committed.offset()),
                    reader == null ? null : reader.memberId(), reader == null ? null : reader.clientId(),
                    reader == null ? null : reader.host());
        }
    }
}
