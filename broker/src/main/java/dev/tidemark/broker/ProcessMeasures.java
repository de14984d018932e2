package dev.tidemark.broker;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.core.metrics.Sampled;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;

/** What the JVM says of itself and of its process. Asked when somebody looks; any thread. */
final class ProcessMeasures implements Sampled {

    static void addTo(Metrics metrics) {
        metrics.sample(new ProcessMeasures());
    }

    @Override
    public void tell(Out out) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        out.sample(BrokerMetric.HEAP_USED.id(), heap.getUsed());
        out.sample(BrokerMetric.HEAP_MAX.id(), heap.getMax());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.sample(BrokerMetric.GC_COUNT.id(), Math.max(0, collector.getCollectionCount()), "gc",
                    collector.getName());
            out.sample(BrokerMetric.GC_TIME.id(), Math.max(0, collector.getCollectionTime()), "gc",
                    collector.getName());
        }
        out.sample(BrokerMetric.THREADS.id(), ManagementFactory.getThreadMXBean().getThreadCount());
        out.sample(BrokerMetric.UPTIME.id(), ManagementFactory.getRuntimeMXBean().getUptime());
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof com.sun.management.OperatingSystemMXBean process) {
            out.sample(BrokerMetric.CPU.id(), Math.max(0, process.getProcessCpuTime()));
        }
        if (system instanceof UnixOperatingSystemMXBean unix) {
            out.sample(BrokerMetric.OPEN_FILES.id(), unix.getOpenFileDescriptorCount());
        }
    }
}
