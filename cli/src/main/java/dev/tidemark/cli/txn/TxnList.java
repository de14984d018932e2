package dev.tidemark.cli.txn;

import dev.tidemark.cli.CliContext;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.cluster.ClusterOptions;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.admin.TopicListing;
import dev.tidemark.client.admin.TransactionDescription;
import dev.tidemark.client.admin.TransactionFilter;
import dev.tidemark.client.admin.TransactionListing;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark txn list}: a row per transactional id, or with {@code --hanging} per transaction that nobody will end. */
@Command(name = "list", description = "List transactions, or those that hang.", mixinStandardHelpOptions = true)
final class TxnList implements Callable<Integer> {

    private static final List<String> COLUMNS = List.of("transactional_id", "state", "producer_id", "producer_epoch",
            "partitions", "writer", "since_ms", "age", "timeout_ms");

    private final CliContext context;
    private final Clock clock = Clock.system();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--state", paramLabel = "STATE", description = "Only those that are Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit or CompleteAbort; may be repeated.")
    private Set<String> states = new LinkedHashSet<>();

    @Option(names = "--producer-id", paramLabel = "N", description = "Only those of this producer id; may be repeated.")
    private Set<Long> producerIds = new LinkedHashSet<>();

    @Option(names = "--longer-than", paramLabel = "DURATION", description = "Only those that are open for longer: 90s, 15min, 2h.")
    private @Nullable String longerThan;

    @Option(names = "--id", paramLabel = "REGEX", description = "Only ids that match as a whole.")
    private @Nullable String idPattern;

    @Option(names = "--hanging", description = "Instead, look into every partition for transactions that no coordinator will end.")
    private boolean hanging;

    TxnList(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        TransactionFilter filter = new TransactionFilter(states, producerIds,
                longerThan == null ? -1 : Age.parse(longerThan).ms(), idPattern);
        try (ClusterClient client = cluster.open(context)) {
            if (hanging) {
                hanging(client);
            } else {
                transactions(client, filter);
            }
        }
        return 0;
    }

    private void transactions(ClusterClient client, TransactionFilter filter) {
        try (Results results = output.open(context.terminal(), COLUMNS)) {
            for (TransactionListing listed : ClusterClient.await(client.admin().listTransactions(filter))) {
                // the rest is worth a question only of those that are at work
                Optional<TransactionDescription> known = listed.open()
                        ? ClusterClient.await(client.admin().describeTransaction(listed.transactionalId()))
                        : Optional.empty();
                results.row(known.map(this::row)
                        .orElseGet(() -> new @Nullable Object[]{listed.transactionalId(), listed.state(),
                                listed.producerId(), null, null, null, null, null, null}));
            }
        }
    }

    private @Nullable Object[] row(TransactionDescription known) {
        boolean began = known.startMs() >= 0 && !known.partitions().isEmpty();
        return new @Nullable Object[]{known.transactionalId(), known.state(), known.producerId(), known.producerEpoch(),
                known.partitions().size(), HeldBack.writer(known), began ? known.startMs() : null,
                began ? new Age(clock.wallMs() - known.startMs()).text() : null, known.timeoutMs()};
    }

    private void hanging(ClusterClient client) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicListing topic : ClusterClient.await(client.admin().listTopics())) {
            for (int i = 0; i < topic.partitions(); i++) {
                partitions.add(new TopicPartition(topic.name(), i));
            }
        }
        context.terminal().err().println("Looking into " + partitions.size() + " partitions ...");
        List<String> columns = new ArrayList<>(List.of("topic"));
        columns.addAll(HeldBack.COLUMNS);
        int found = 0;
        try (Results results = output.open(context.terminal(), columns)) {
            for (List<OpenTransaction> open : ClusterClient.await(client.admin().openTransactions(partitions))
                    .values()) {
                for (OpenTransaction transaction : open) {
                    if (transaction.hanging()) {
                        List<@Nullable Object> row = new ArrayList<>();
                        row.add(transaction.partition().topic());
                        row.addAll(Arrays.asList(HeldBack.row(transaction, clock.wallMs())));
                        results.row(row.toArray());
                        found++;
                    }
                }
            }
        }
        context.terminal().err().println(found == 0 ? "None hangs." : "Hanging: " + found + ".");
    }
}
