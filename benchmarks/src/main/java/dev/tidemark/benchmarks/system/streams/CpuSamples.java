package dev.tidemark.benchmarks.system.streams;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of a process's Java threads, each given to a part by the topmost frame that says which. {@code jdk.CPUTimeSample} where the
 * JVM has it (Linux): it also counts time in native code, such as RocksDB and the kernel's side of a write, which
 * {@code jdk.ExecutionSample} does not see. Confined to the benchmark's thread.
 */
final class CpuSamples {

    private static final String BY_CPU_TIME = "jdk.CPUTimeSample";
    private static final String IN_JAVA = "jdk.ExecutionSample";
    private static final String OURS = "dev.tidemark.";
    /** How an application's worker is called in a process that has a broker, too. */
    private static final String WORKER = "app-worker-";

    private final Map<Part, Integer> perPart = new EnumMap<>(Part.class);
    private final Map<String, Integer> perFrame = new TreeMap<>();
    private final Map<String, Integer> perFrameOfOurs = new TreeMap<>();
    private final Map<String, Integer> perThread = new TreeMap<>();
    private final String event;
    private final boolean broker;
    private int total;

    private CpuSamples(String event, boolean broker) {
        this.event = event;
        this.broker = broker;
    }

    /** What a JVM is started with to sample itself. It writes the recording when it ends in order. */
    static List<String> flags(Path recording) {
        return List.of("-XX:StartFlightRecording:filename=" + recording + ",settings=none,+" + BY_CPU_TIME
                + "#enabled=true,+" + BY_CPU_TIME + "#throttle=5ms,+" + IN_JAVA + "#enabled=true,+" + IN_JAVA
                + "#period=10ms", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints", "-Xlog:jfr*=error");
    }

    /** @param broker whether the process has a broker: threads that are no application's workers are its */
    static CpuSamples read(Path recording, Instant from, Instant to, boolean broker) throws IOException {
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
        CpuSamples samples = new CpuSamples(byCpuTime ? BY_CPU_TIME : IN_JAVA, broker);
        events.stream().filter(event -> event.getEventType().getName().equals(samples.event)).forEach(samples::add);
        return samples;
    }

    private void add(RecordedEvent sample) {
        RecordedStackTrace stack = sample.getStackTrace();
        if (stack == null || stack.getFrames().isEmpty()) {
            return;
        }
        List<RecordedFrame> frames = stack.getFrames();
        RecordedThread sampled = sample.getThread(sample.hasField("eventThread") ? "eventThread" : "sampledThread");
        String thread = sampled == null || sampled.getJavaName() == null ? "?" : sampled.getJavaName();
        total++;
        perPart.merge(broker && !thread.startsWith(WORKER) ? Part.BROKER : PartOfFrame.of(frames), 1, Integer::sum);
        perFrame.merge(PartOfFrame.name(frames.getFirst()), 1, Integer::sum);
        perFrameOfOurs.merge(frames.stream()
                .map(PartOfFrame::name)
                .filter(name -> name.startsWith(OURS))
                .findFirst()
                .orElse("(none of ours)"), 1, Integer::sum);
        perThread.merge(thread, 1, Integer::sum);
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
            if (part != Part.BROKER || broker) {
                micros.put(part.label(), part == Part.JVM ? jvmMicros
                        : javaMicros * perPart.getOrDefault(part, 0) / Math.max(total, 1));
            }
        }
        return micros;
    }

    /** Which threads, which frames on top, and which topmost frames of ours there were most often, with their share in per cent. */
    List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(total + " samples of " + event + "; threads:");
        lines.addAll(most(perThread, 6));
        lines.add("by the frame on top:");
        lines.addAll(most(perFrame, 25));
        lines.add("by the topmost frame of ours:");
        lines.addAll(most(perFrameOfOurs, 40));
        return lines;
    }

    private List<String> most(Map<String, Integer> counts, int count) {
        return counts.entrySet()
                .stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .map(entry -> String.format(Locale.ROOT, "%4.1f %%  %s", 100.0 * entry.getValue() / Math.max(total, 1),
                        entry.getKey()))
                .toList();
    }
}
