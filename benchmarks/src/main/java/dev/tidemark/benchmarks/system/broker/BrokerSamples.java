package dev.tidemark.benchmarks.system.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of our broker's Java threads over the measured part of a run: where its CPU goes, and who allocates. Shares are of the samples;
 * the JVM's own threads (compiler, collector) have none. Confined to the benchmark's thread.
 */
final class BrokerSamples {

    private static final String CPU = "jdk.CPUTimeSample";
    private static final String ALLOCATION = "jdk.ObjectAllocationSample";
    private static final String OURS = "dev.tidemark.";
    private static final int LINES = 25;

    private final Map<String, Double> hottest = new TreeMap<>();
    private final Map<String, Double> payers = new TreeMap<>();
    private final Map<String, Double> threads = new TreeMap<>();
    private final Map<String, Double> allocated = new TreeMap<>();
    private final Map<String, Double> sites = new TreeMap<>();

    private BrokerSamples() {}

    /** What the broker's JVM is started with to sample itself. It writes the recording when it ends in order. */
    static List<String> flags(Path recording) {
        return List.of("-XX:StartFlightRecording:filename=" + recording + ",settings=none,+" + CPU + "#enabled=true,+"
                + CPU + "#throttle=2ms,+" + ALLOCATION + "#enabled=true,+" + ALLOCATION + "#throttle=1000/s",
                "-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints", "-Xlog:jfr*=error");
    }

    static BrokerSamples read(Path recording, Moments moments) throws IOException {
        BrokerSamples samples = new BrokerSamples();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (!event.getStartTime().isBefore(moments.from()) && event.getStartTime().isBefore(moments.to())) {
                    samples.add(event);
                }
            }
        }
        return samples;
    }

    private void add(RecordedEvent event) {
        if (event.getStackTrace() == null || event.getStackTrace().getFrames().isEmpty()) {
            return;
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        if (event.getEventType().getName().equals(CPU)) {
            hottest.merge(name(frames.getFirst()), 1.0, Double::sum);
            payers.merge(first(frames, frame -> name(frame).startsWith(OURS)), 1.0, Double::sum);
            RecordedThread thread = event.getThread("eventThread");
            threads.merge(thread == null || thread.getJavaName() == null ? "?" : thread.getJavaName(), 1.0,
                    Double::sum);
        } else if (event.getEventType().getName().equals(ALLOCATION)) {
            double weight = event.getLong("weight");
            allocated.merge(event.getClass("objectClass").getName(), weight, Double::sum);
            sites.merge(first(frames, frame -> name(frame).startsWith(OURS)) + "  <-  " + name(frames.getFirst()),
                    weight, Double::sum);
        }
    }

    private static String first(List<RecordedFrame> frames, Predicate<RecordedFrame> wanted) {
        return frames.stream().filter(wanted).findFirst().map(BrokerSamples::name).orElse("(none of ours)");
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    List<String> text() {
        List<String> lines = new ArrayList<>();
        section(lines, "CPU by thread", threads);
        section(lines, "CPU by the frame on top", hottest);
        section(lines, "CPU by the topmost frame of ours", payers);
        section(lines, "bytes allocated by type", allocated);
        section(lines, "bytes allocated by the topmost frame of ours <- by whom", sites);
        return lines;
    }

    private static void section(List<String> lines, String title, Map<String, Double> weights) {
        double total = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        lines.add(String.format(Locale.ROOT, "%s (total %.0f):", title, total));
        weights.entrySet()
                .stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(LINES)
                .map(entry -> String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * entry.getValue() / total, entry
                        .getKey()))
                .forEach(lines::add);
    }
}
