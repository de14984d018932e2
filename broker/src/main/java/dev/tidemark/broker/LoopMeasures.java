package dev.tidemark.broker;

import dev.tidemark.broker.net.CoreLoop;
import dev.tidemark.broker.net.CoreLoops;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.core.metrics.Sampled;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Map;

/** How busy the loops are. Made, started and stopped by whoever wires the broker; read by any thread. */
final class LoopMeasures implements Sampled {

    private final Map<CoreLoop, LoopProbe> probes = new LinkedHashMap<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    LoopMeasures(CoreLoops loops, Metrics metrics, Clock clock) {
        for (CoreLoop loop : loops.all()) {
            probes.put(loop,
                    new LoopProbe(loop, clock, metrics.histogram(BrokerMetric.LOOP_LAG.id(), "loop", loop.name())));
        }
    }

    void start() {
        probes.values().forEach(LoopProbe::start);
    }

    void stop() {
        probes.values().forEach(LoopProbe::stop);
    }

    @Override
    public void tell(Out out) {
        probes.forEach((loop, probe) -> {
            out.sample(BrokerMetric.LOOP_TASKS.id(), loop.pendingTasks(), "loop", loop.name());
            long id = probe.threadId();
            long nanos = id < 0 || !threads.isThreadCpuTimeEnabled() ? -1 : threads.getThreadCpuTime(id);
            if (nanos >= 0) {
                out.sample(BrokerMetric.LOOP_CPU.id(), nanos, "loop", loop.name());
            }
        });
    }
}
