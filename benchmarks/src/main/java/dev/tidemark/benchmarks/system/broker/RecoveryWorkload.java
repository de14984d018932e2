package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.Side;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** {@code recovery}: a broker with a large log is killed; what its restart takes until it serves every partition again. */
final class RecoveryWorkload implements Workload {

    private static final int BYTES = 1024;
    private static final int RECORDS_PER_MIB = 1024;

    @Override
    public String kind() {
        return "recovery";
    }

    @Override
    public List<String> variants() {
        return List.of("killed");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        int mebibytes = ground.scale().sizeMib();
        int records = mebibytes * RECORDS_PER_MIB;
        String name = "large";
        ground.say("writing " + mebibytes + " MiB");
        try (MeasuredBroker broker = ground.startBroker();
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), name).create(Map.of())) {
            ground.tools()
                    .produce(broker.bootstrap(),
                            KafkaTools.Sending.of(topic.name(), records, ground.payload().ofSize(BYTES)));
            broker.process().kill();
        }
        ground.say("killed; starting again");
        long started = System.nanoTime();
        ground.moments().begin();
        try (MeasuredBroker broker = ground.startBroker(afterKill(ground));
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), name)) {
            double ready = (System.nanoTime() - started) / 1e9;
            long found = topic.endOffsets();
            double wall = (System.nanoTime() - started) / 1e9;
            double cpu = CpuMark.of(broker).seconds();
            ground.moments().end();
            Ground.holdTo(records, found, "records after the restart");
            ground.finish(broker);
            return new Outcome("kill -9 after " + mebibytes + " MiB in " + Ground.PARTITIONS
                    + " partitions, in the page cache; until every partition's end is told again", records,
                    Map.of(Figures.CPU_SECONDS, cpu, Figures.WALL_SECONDS, wall, Figures.READY_SECONDS, ready));
        }
    }

    /**
     * Kafka's controller takes a broker back only when the session of the killed one is over, 9 s with its defaults, before the log is even
     * looked at. That is waiting and no recovery, so it is made short.
     */
    private static Map<String, String> afterKill(Ground ground) {
        Map<String, String> settings = new TreeMap<>(ground.pageCache());
        if (ground.side() == Side.KAFKA) {
            settings.put("broker.session.timeout.ms", "2000");
            settings.put("broker.heartbeat.interval.ms", "500");
        }
        return settings;
    }
}
