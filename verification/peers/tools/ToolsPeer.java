import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.tools.BrokerApiVersionsCommand;
import org.apache.kafka.tools.ClusterTool;
import org.apache.kafka.tools.ConsoleProducer;
import org.apache.kafka.tools.ConsumerPerformance;
import org.apache.kafka.tools.DeleteRecordsCommand;
import org.apache.kafka.tools.DumpLogSegments;
import org.apache.kafka.tools.EndToEndLatency;
import org.apache.kafka.tools.FeatureCommand;
import org.apache.kafka.tools.GetOffsetShell;
import org.apache.kafka.tools.GroupsCommand;
import org.apache.kafka.tools.LeaderElectionCommand;
import org.apache.kafka.tools.LogDirsCommand;
import org.apache.kafka.tools.MetadataQuorumCommand;
import org.apache.kafka.tools.ProducerPerformance;
import org.apache.kafka.tools.StreamsResetter;
import org.apache.kafka.tools.TopicCommand;
import org.apache.kafka.tools.TransactionsCommand;
import org.apache.kafka.tools.VerifiableConsumer;
import org.apache.kafka.tools.VerifiableProducer;
import org.apache.kafka.tools.consumer.ConsoleConsumer;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;
import org.apache.kafka.tools.reassign.ReassignPartitionsCommand;

/** Kafka's command-line tools, each run as its script runs it. Arguments: bootstrap server, data folder of the broker, a folder for files, checks. */
final class ToolsPeer {

    private final Cluster cluster;
    private final String bootstrap;
    private final Path data;
    private final Path folder;

    private ToolsPeer(String[] arguments) {
        this.bootstrap = arguments[0];
        this.data = Path.of(arguments[1]);
        this.folder = Path.of(arguments[2]);
        this.cluster = new Cluster(bootstrap, "tools");
    }

    public static void main(String[] arguments) {
        ToolsPeer tools = new ToolsPeer(arguments);
        new Checks().add("topics", tools::topics)
                .add("configs-describe", tools::describeConfigs)
                .add("configs-alter", tools::alterConfigs)
                .add("configs-quotas", tools::quotas)
                .add("consumer-groups-describe", tools::describeGroups)
                .add("consumer-groups-reset", tools::resetOffsets)
                .add("consumer-groups-delete", tools::deleteGroups)
                .add("groups", tools::groups)
                .add("get-offsets", tools::getOffsets)
                .add("delete-records", tools::deleteRecords)
                .add("transactions", tools::transactions)
                .add("leader-election", tools::leaderElection)
                .add("reassign-partitions", tools::reassign)
                .add("log-dirs", tools::logDirs)
                .add("features", tools::features)
                .add("metadata-quorum", tools::metadataQuorum)
                .add("broker-api-versions", tools::apiVersions)
                .add("cluster", tools::clusterId)
                .add("dump-log", tools::dumpLog)
                .add("console-producer-and-consumer", tools::console)
                .add("verifiable-producer-and-consumer", tools::verifiable)
                .add("perf-tests", tools::perfTests)
                .add("streams-reset", tools::streamsReset)
                .runAll(Checks.kafkaVersion(), Arrays.asList(arguments).subList(3, arguments.length));
    }

    /** Runs a tool with {@code --bootstrap-server} and these arguments. */
    private Tool.Result run(Tool.Main tool, String... arguments) {
        return Tool.run(tool, with(arguments));
    }

    private String[] with(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", bootstrap));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private void topics() {
        run(TopicCommand::main, "--create", "--topic", "tools-made", "--partitions", "3", "--config",
                "retention.ms=3600000").succeeds().prints("Created topic tools-made.");
        run(TopicCommand::main, "--create", "--topic", "tools-made").fails().prints("tools-made", "exist");
        run(TopicCommand::main, "--create", "--topic", "tools-made", "--if-not-exists").succeeds();
        run(TopicCommand::main, "--list").succeeds().matches("^tools-made$");
        run(TopicCommand::main, "--describe", "--topic", "tools-made").succeeds()
                .prints("PartitionCount: 3", "ReplicationFactor: 1", "retention.ms=3600000", "Partition: 2");
        run(TopicCommand::main, "--alter", "--topic", "tools-made", "--partitions", "5").succeeds();
        run(TopicCommand::main, "--describe", "--topic", "tools-made").succeeds().prints("PartitionCount: 5");
        run(TopicCommand::main, "--describe", "--under-replicated-partitions").succeeds().lacks("Partition:");
        run(TopicCommand::main, "--delete", "--topic", "tools-made").succeeds();
        run(TopicCommand::main, "--list").succeeds().lacks("tools-made");
        run(TopicCommand::main, "--describe", "--topic", "tools-made").fails().prints("does not exist");
    }

    private void describeConfigs() {
        String topic = cluster.topic("configs", 1, Map.of("max.message.bytes", "54321"));
        run(kafka.admin.ConfigCommand::main, "--describe", "--topic", topic).succeeds()
                .prints("max.message.bytes=54321", "DYNAMIC_TOPIC_CONFIG:max.message.bytes=54321",
                        "DEFAULT_CONFIG:message.max.bytes=1048588");
        run(kafka.admin.ConfigCommand::main, "--describe", "--topic", topic, "--all").succeeds()
                .prints("cleanup.policy=delete", "segment.bytes=");
        run(kafka.admin.ConfigCommand::main, "--describe", "--broker", node(), "--all").succeeds()
                .prints("log.dirs=", "log.segment.bytes=");
    }

    private void alterConfigs() {
        String topic = cluster.topic("altered", 1);
        run(kafka.admin.ConfigCommand::main, "--alter", "--topic", topic, "--add-config",
                "retention.ms=7200000,cleanup.policy=[compact,delete]").succeeds().prints("Completed updating config");
        run(kafka.admin.ConfigCommand::main, "--describe", "--topic", topic).succeeds()
                .prints("retention.ms=7200000", "cleanup.policy=compact,delete");
        run(kafka.admin.ConfigCommand::main, "--alter", "--topic", topic, "--delete-config", "retention.ms").succeeds();
        run(kafka.admin.ConfigCommand::main, "--describe", "--topic", topic).succeeds().lacks("retention.ms");
        run(kafka.admin.ConfigCommand::main, "--alter", "--topic", topic, "--add-config", "retention.ms=soon").fails();
        run(kafka.admin.ConfigCommand::main, "--alter", "--broker", node(), "--add-config", "message.max.bytes=2000000")
                .succeeds();
        run(kafka.admin.ConfigCommand::main, "--describe", "--broker", node()).succeeds()
                .prints("message.max.bytes=2000000");
        run(kafka.admin.ConfigCommand::main, "--alter", "--broker", node(), "--delete-config", "message.max.bytes")
                .succeeds();
    }

    private void quotas() {
        run(kafka.admin.ConfigCommand::main, "--alter", "--client", "tools-limited", "--add-config",
                "producer_byte_rate=1048576,consumer_byte_rate=2097152").succeeds();
        run(kafka.admin.ConfigCommand::main, "--describe", "--client", "tools-limited").succeeds()
                .prints("producer_byte_rate=1048576", "consumer_byte_rate=2097152");
        run(kafka.admin.ConfigCommand::main, "--alter", "--client", "tools-limited", "--delete-config",
                "producer_byte_rate,consumer_byte_rate").succeeds();
        run(kafka.admin.ConfigCommand::main, "--describe", "--client", "tools-limited").succeeds()
                .lacks("producer_byte_rate");
    }

    private String node() {
        return Cluster.get(cluster.admin.describeCluster().nodes()).iterator().next().idString();
    }

    /** A topic of ten records and an empty group that stands at the fourth. */
    private String committed(String name) {
        String topic = cluster.topic(name, 1);
        cluster.produce(topic, 0, Cluster.numbered("value", 10));
        try (KafkaConsumer<String, String> consumer = cluster.consumer("group.id", cluster.name(name))) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(4)));
        }
        return topic;
    }

    private void describeGroups() {
        String topic = committed("described");
        run(ConsumerGroupCommand::main, "--list").succeeds().matches("^tools-described$");
        run(ConsumerGroupCommand::main, "--describe", "--group", "tools-described").succeeds()
                .matches("tools-described\\s+" + topic + "\\s+0\\s+4\\s+10\\s+6\\s");
        try (KafkaConsumer<String, String> member = cluster.consumer("group.id", "tools-described", "client.id",
                "described-client")) {
            member.subscribe(List.of(topic));
            Cluster.pollUntil("in", List.of(member), () -> member.assignment().size() == 1);
            run(ConsumerGroupCommand::main, "--describe", "--group", "tools-described", "--members", "--verbose")
                    .succeeds()
                    .prints("described-client", topic + ":0");
            run(ConsumerGroupCommand::main, "--describe", "--group", "tools-described", "--state").succeeds()
                    .matches("tools-described.*range.*Stable.*1");
        }
    }

    private void resetOffsets() {
        String topic = committed("reset");
        run(ConsumerGroupCommand::main, "--reset-offsets", "--group", "tools-reset", "--topic", topic, "--to-earliest",
                "--dry-run").succeeds().matches("tools-reset\\s+" + topic + "\\s+0\\s+0");
        for (String[] reset : new String[][]{{"7", "--to-offset", "7"}, {"5", "--shift-by", "-2"},
                {"10", "--to-latest"}, {"0", "--to-datetime", "2020-01-01T00:00:00.000"}, {"10", "--to-latest"},
                {"0", "--to-earliest"}}) {
            List<String> arguments = new ArrayList<>(
                    List.of("--reset-offsets", "--group", "tools-reset", "--topic", topic, "--execute"));
            arguments.addAll(Arrays.asList(reset).subList(1, reset.length));
            run(ConsumerGroupCommand::main, arguments.toArray(String[]::new)).succeeds();
            run(ConsumerGroupCommand::main, "--describe", "--group", "tools-reset").succeeds()
                    .matches("tools-reset\\s+" + topic + "\\s+0\\s+" + reset[0] + "\\s+10\\s");
        }
    }

    private void deleteGroups() {
        String topic = committed("deleted");
        run(ConsumerGroupCommand::main, "--delete-offsets", "--group", "tools-deleted", "--topic", topic).succeeds()
                .prints("Successful");
        committed("deleted-too");
        run(ConsumerGroupCommand::main, "--delete", "--group", "tools-deleted-too").succeeds()
                .prints("Deletion of requested consumer groups ('tools-deleted-too') was successful.");
        run(ConsumerGroupCommand::main, "--list").succeeds().lacks("tools-deleted-too");
    }

    private void groups() {
        committed("grouped");
        run(GroupsCommand::main, "--list").succeeds().matches("tools-grouped\\s+Classic");
    }

    private void getOffsets() {
        String topic = cluster.topic("offsets", 2);
        cluster.produce(topic, 1, Cluster.numbered("value", 10));
        run(GetOffsetShell::main, "--topic", topic).succeeds().matches("^tools-offsets:0:0$")
                .matches("^tools-offsets:1:10$");
        run(GetOffsetShell::main, "--topic-partitions", topic + ":1", "--time", "earliest").succeeds()
                .matches("^tools-offsets:1:0$");
        run(GetOffsetShell::main, "--topic-partitions", topic + ":1", "--time", "max-timestamp").succeeds()
                .matches("^tools-offsets:1:\\d$");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void deleteRecords() throws Exception {
        String topic = cluster.topic("shortened", 1);
        cluster.produce(topic, 0, Cluster.numbered("value", 10));
        Path what = file("delete-records.json",
                "{\"partitions\":[{\"topic\":\"" + topic + "\",\"partition\":0,\"offset\":6}],\"version\":1}");
        run(DeleteRecordsCommand::main, "--offset-json-file", what.toString()).succeeds()
                .prints("partition: " + topic + "-0\tlow_watermark: 6");
        run(GetOffsetShell::main, "--topic", topic, "--time", "-2").succeeds().prints("tools-shortened:0:6");
    }

    private void transactions() {
        String topic = cluster.topic("transactional", 1);
        KafkaProducer<String, String> producer = cluster.producer("transactional.id", "tools-transaction");
        try {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, "open"));
            producer.flush();
            run(TransactionsCommand::main, "list").succeeds().matches("tools-transaction\\s+\\d+\\s+\\d+\\s+Ongoing");
            run(TransactionsCommand::main, "describe", "--transactional-id", "tools-transaction").succeeds()
                    .prints("Ongoing", topic + "-0");
            ProducerState state = Cluster
                    .get(cluster.admin.describeProducers(List.of(new TopicPartition(topic, 0))).all())
                    .get(new TopicPartition(topic, 0))
                    .activeProducers()
                    .get(0);
            run(TransactionsCommand::main, "describe-producers", "--topic", topic, "--partition", "0").succeeds()
                    .prints(Long.toString(state.producerId()));
            run(TransactionsCommand::main, "find-hanging", "--broker-id", node()).succeeds()
                    .lacks(Long.toString(state.producerId()) + " "); // it is open, its coordinator knows it
            run(TransactionsCommand::main, "abort", "--topic", topic, "--partition", "0", "--start-offset", "0")
                    .succeeds();
            run(TransactionsCommand::main, "forceTerminateTransaction", "--transactionalId", "tools-transaction")
                    .succeeds();
            Checks.fails(org.apache.kafka.common.KafkaException.class, producer::commitTransaction);
        } finally {
            producer.close(Duration.ofSeconds(1));
        }
        Checks.equal("committed", List.of(), Cluster.values(cluster.readAll(topic, 0, "read_committed")));
    }

    private void leaderElection() {
        String topic = cluster.topic("elected", 1);
        run(LeaderElectionCommand::main, "--election-type", "preferred", "--topic", topic, "--partition", "0")
                .succeeds()
                .prints("Valid replica already elected for partitions " + topic + "-0");
        run(LeaderElectionCommand::main, "--election-type", "preferred", "--all-topic-partitions").succeeds();
        run(LeaderElectionCommand::main, "--election-type", "unclean", "--topic", topic, "--partition", "0").succeeds();
    }

    private void reassign() throws Exception {
        String topic = cluster.topic("reassigned", 2);
        Path topics = file("topics.json", "{\"topics\":[{\"topic\":\"" + topic + "\"}],\"version\":1}");
        run(ReassignPartitionsCommand::main, "--generate", "--topics-to-move-json-file", topics.toString(),
                "--broker-list", node()).succeeds().prints("Current partition replica assignment");
        Path plan = file("plan.json", "{\"version\":1,\"partitions\":[{\"topic\":\"" + topic
                + "\",\"partition\":0,\"replicas\":[" + node() + "]}]}");
        run(ReassignPartitionsCommand::main, "--execute", "--reassignment-json-file", plan.toString()).succeeds()
                .prints("Successfully started partition reassignment for " + topic + "-0");
        run(ReassignPartitionsCommand::main, "--verify", "--reassignment-json-file", plan.toString()).succeeds()
                .prints("Reassignment of partition " + topic + "-0 is completed.");
        run(ReassignPartitionsCommand::main, "--list").succeeds().prints("No partition reassignments found.");
    }

    private void logDirs() {
        String topic = cluster.topic("sized", 1);
        cluster.produce(topic, 0, Cluster.numbered("value", 10));
        run(LogDirsCommand::main, "--describe", "--topic-list", topic).succeeds()
                .prints("\"partition\":\"" + topic + "-0\"", "\"isFuture\":false")
                .matches("\"size\":[1-9]");
    }

    private void features() {
        run(FeatureCommand::main, "describe").succeeds()
                .matches("Feature: metadata.version\\s+SupportedMinVersion: .*FinalizedVersionLevel: ")
                .prints("Feature: transaction.version", "Feature: group.version");
        run(FeatureCommand::main, "version-mapping").succeeds();
    }

    private void metadataQuorum() {
        run(MetadataQuorumCommand::main, "describe", "--status").succeeds()
                .matches("LeaderId:\\s+" + node())
                .prints("ClusterId:");
        run(MetadataQuorumCommand::main, "describe", "--replication").succeeds().matches(node() + ".*Leader");
    }

    private void apiVersions() {
        run(BrokerApiVersionsCommand::main).succeeds()
                .matches("\\(id: " + node() + " rack: .* ->")
                .matches("Produce\\(0\\): .*\\[usable: ")
                .matches("Fetch\\(1\\): .*\\[usable: ");
    }

    private void clusterId() {
        Tool.run(ClusterTool::main, "cluster-id", "--bootstrap-server", bootstrap).succeeds()
                .prints("Cluster ID: " + Cluster.get(cluster.admin.describeCluster().clusterId()));
    }

    private void dumpLog() throws IOException {
        String topic = cluster.topic("dumped", 1);
        cluster.produce(topic, 0, Cluster.numbered("value", 10));
        List<String> files;
        try (Stream<Path> all = Files.list(data.resolve(topic + "-0"))) {
            files = all.map(Path::toString).filter(name -> name.endsWith(".log")).toList();
        }
        Tool.run(DumpLogSegments::main, "--deep-iteration", "--print-data-log", "--files", String.join(",", files))
                .succeeds()
                .prints("payload: value-9", "isvalid: true")
                .lacks("isvalid: false");
    }

    private void console() {
        String topic = cluster.topic("console", 1);
        Tool.runWithInput(ConsoleProducer::main, "a:1\nb:2\nc:3\n",
                with("--topic", topic, "--reader-property", "parse.key=true", "--reader-property", "key.separator=:"))
                .succeeds();
        run(ConsoleConsumer::main, "--topic", topic, "--from-beginning", "--max-messages", "3", "--timeout-ms", "20000",
                "--formatter-property", "print.key=true", "--formatter-property", "key.separator==").succeeds()
                .prints("a=1", "b=2", "c=3");
    }

    private void verifiable() {
        String topic = cluster.topic("verifiable", 1);
        run(VerifiableProducer::main, "--topic", topic, "--max-messages", "500", "--acks", "-1").succeeds()
                .prints("startup_complete")
                .lacks("producer_send_error"); // it ends before the last is acknowledged; the consumer counts them
        run(VerifiableConsumer::main, "--topic", topic, "--group-id", "tools-verifiable", "--max-messages", "500",
                "--reset-policy", "earliest").succeeds()
                .prints("records_consumed", "offsets_committed", "\"offset\":500", "\"success\":true");
    }

    private void perfTests() {
        String topic = cluster.topic("perf", 1);
        Tool.run(ProducerPerformance::main, "--topic", topic, "--num-records", "20000", "--record-size", "100",
                "--throughput", "-1", "--command-property", "bootstrap.servers=" + bootstrap)
                .succeeds()
                .prints("20000 records sent");
        run(ConsumerPerformance::main, "--topic", topic, "--num-records", "20000").succeeds()
                .matches(", 20\\d\\d\\d, ");
        run(EndToEndLatency::main, "--topic", cluster.topic("latency", 1), "--num-records", "100", "--producer-acks",
                "all", "--record-size", "100").succeeds().prints("Percentiles");
    }

    private void streamsReset() {
        String input = cluster.topic("app-input", 1);
        cluster.topic("app-counts-changelog", 1);
        cluster.topic("app-keys-repartition", 1);
        cluster.produce(input, 0, Cluster.numbered("value", 10));
        try (KafkaConsumer<String, String> consumer = cluster.consumer("group.id", "tools-app")) {
            TopicPartition partition = new TopicPartition(input, 0);
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(8)));
        }
        run(StreamsResetter::main, "--application-id", "tools-app", "--input-topics", input).succeeds()
                .prints("Following input topics offsets will be reset to", "Deleting inferred internal topics")
                .prints("tools-app-counts-changelog", "tools-app-keys-repartition");
        run(TopicCommand::main, "--list").succeeds().lacks("tools-app-counts-changelog").prints(input);
        run(ConsumerGroupCommand::main, "--describe", "--group", "tools-app").succeeds()
                .matches("tools-app\\s+" + input + "\\s+0\\s+0\\s+10\\s");
    }
}
