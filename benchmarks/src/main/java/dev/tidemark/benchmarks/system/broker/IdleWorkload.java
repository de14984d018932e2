package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** {@code idle}: memory of a broker that has nothing to do, which then takes the load of {@code produce} without a restart. */
final class IdleWorkload implements Workload {

    @Override
    public String kind() {
        return "idle";
    }

    @Override
    public List<String> variants() {
        return List.of("100-none");
    }

    @Override
    public Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException {
        int settle = ground.scale().settleSeconds();
        try (MeasuredBroker broker = ground.startBroker();
                LoadedTopic topic = new LoadedTopic(broker.bootstrap(), "produced").create(Map.of())) {
            ground.say("idle for " + settle + " s");
            if (broker.process().endsWithin(Duration.ofSeconds(settle))) {
                throw new IllegalStateException("the broker ended:\n" + String.join("\n", broker.process().output()));
            }
            ResidentMemory idle = ResidentMemory.of(broker.process().pid());
            Outcome loaded = ProduceWorkload.warmAndMeasured(ground, variant, broker, topic);
            Map<String, Double> figures = new TreeMap<>(loaded.figures());
            figures.put(Figures.RSS_MIB, idle.rssMib());
            figures.put(Figures.PSS_MIB, idle.pssMib());
            return new Outcome("started, a topic made, idle for " + settle + " s; then " + loaded.work(),
                    loaded.records(), figures);
        }
    }
}
