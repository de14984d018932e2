package dev.tidemark.benchmarks.system.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Our runs beside the peer's as a table in Markdown, a row for each figure. Confined to one thread.
 *
 * @param <R> a run of either side
 */
public final class PeerTable<R> {

    private final Function<R, Side> side;
    private final List<String> lines = new ArrayList<>();

    /** @param peer whose figures stand beside ours, as {@code Kafka's} */
    public PeerTable(String peer, Function<R, Side> side) {
        this.side = side;
        lines.add("| what | bar | ours | " + peer + " | ratio | verdict |");
        lines.add("|---|---|---|---|---|---|");
    }

    /**
     * Adds a row.
     *
     * @param bar what is asked of the figure; null if nothing is
     * @param digits behind the point
     */
    public PeerTable<R> row(String what, @Nullable Bar bar, int digits, List<R> runs, ToDoubleFunction<R> figure) {
        Spread ours = spread(runs, Side.TIDEMARK, figure);
        Spread peers = spread(runs, Side.KAFKA, figure);
        lines.add(String.format(Locale.ROOT, "| %s | %s | %s | %s | %.3f | %s |", what,
                bar == null ? "" : bar.label(), ours.text(digits), peers.text(digits), ours.median() / peers.median(),
                bar == null ? "" : bar.judge(ours, peers).label()));
        return this;
    }

    private Spread spread(List<R> runs, Side of, ToDoubleFunction<R> figure) {
        return Spread.of(runs.stream().filter(run -> side.apply(run) == of).map(figure::applyAsDouble).toList());
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
