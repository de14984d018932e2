package dev.tidemark.benchmarks.system.keyedcount;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of our application's Java threads, each given to a part by the topmost frame that says which. {@code jdk.CPUTimeSample} where the
 * JVM has it (Linux): it also counts time in native code, such as RocksDB and the kernel's side of a write, which
 * {@code jdk.ExecutionSample} does not see. Confined to the benchmark's thread.
 */
final class CpuSamples {

    private static final String BY_CPU_TIME = "jdk.CPUTimeSample";
    private static final String IN_JAVA = "jdk.ExecutionSample";

    private final Map<Part, Integer> perPart = new EnumMap<>(Part.class);
    private final Map<String, Integer> perFrame = new TreeMap<>();
    private final Map<String, Integer> perThread = new TreeMap<>();
    private final String event;
    private int total;

    private CpuSamples(String event) {
        this.event = event;
    }

    /** What the JVM is started with to sample itself. */
    static List<String> flags(Path recording) {
        return List.of("-XX:StartFlightRecording:filename=" + recording + ",settings=none,+" + BY_CPU_TIME
                + "#enabled=true,+" + BY_CPU_TIME + "#throttle=5ms,+" + IN_JAVA + "#enabled=true,+" + IN_JAVA
                + "#period=10ms", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints", "-Xlog:jfr*=error");
    }

    static CpuSamples read(Path recording, Instant from, Instant to) throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (!event.getStartTime().isBefore(from) && event.getStartTime().isBefore(to)) {
                    events.add(event);
                }
            }
        }
        boolean byCpuTime = events.stream().anyMatch(event -> event.getEventType().getName().equals(BY_CPU_TIME));
        CpuSamples samples = new CpuSamples(byCpuTime ? BY_CPU_TIME : IN_JAVA);
        events.stream().filter(event -> event.getEventType().getName().equals(samples.event)).forEach(samples::add);
        return samples;
    }

    private void add(RecordedEvent sample) {
        RecordedStackTrace stack = sample.getStackTrace();
        if (stack == null || stack.getFrames().isEmpty()) {
            return;
        }
        total++;
        perPart.merge(PartOfFrame.of(stack.getFrames()), 1, Integer::sum);
        RecordedFrame top = stack.getFrames().getFirst();
        perFrame.merge(PartOfFrame.name(top), 1, Integer::sum);
        var thread = sample.getThread(sample.hasField("eventThread") ? "eventThread" : "sampledThread");
        perThread.merge(thread == null || thread.getJavaName() == null ? "?" : thread.getJavaName(), 1, Integer::sum);
    }

    String event() {
        return event;
    }

    int total() {
        return total;
    }

    /**
     * Microseconds per record and part.
     *
     * @param javaMicros of Java threads, which the samples share among them
     * @param jvmMicros of the JVM's own threads, which have no samples
     */
    Map<String, Double> micros(double javaMicros, double jvmMicros) {
        Map<String, Double> micros = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            micros.put(part.label(), part == Part.JVM ? jvmMicros
                    : javaMicros * perPart.getOrDefault(part, 0) / Math.max(total, 1));
        }
        return micros;
    }

    /** The frames that were on top most often, with their share in per cent. */
    List<String> hottest(int count) {
        return most(perFrame, count);
    }

    List<String> threads(int count) {
        return most(perThread, count);
    }

    private List<String> most(Map<String, Integer> counts, int count) {
        return counts.entrySet()
                .stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .map(entry -> String.format(java.util.Locale.ROOT, "%4.1f %%  %s",
                        100.0 * entry.getValue() / Math.max(total, 1), entry.getKey()))
                .toList();
    }
}
