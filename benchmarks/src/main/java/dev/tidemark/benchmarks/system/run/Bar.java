package dev.tidemark.benchmarks.system.run;

import java.util.Locale;

/**
 * What a benchmark has to show: at most, or at least, this share of the peer's figure. Shown, either way, only by three runs or more of
 * each whose ranges do not overlap; otherwise the machine was too loud, or the two are too close, to say.
 */
public record Bar(Sense sense, double share) {

    /** Which side of the share is the good one. */
    public enum Sense {
        /** Of what costs: CPU, memory, time. */
        AT_MOST,
        /** Of what is achieved: throughput. */
        AT_LEAST
    }

    /** How the runs stand to the bar. */
    public enum Verdict {
        HOLDS,
        MISSED,
        NOT_SHOWN;

        /** As it is printed. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public static Bar atMost(double share) {
        return new Bar(Sense.AT_MOST, share);
    }

    public static Bar atLeast(double share) {
        return new Bar(Sense.AT_LEAST, share);
    }

    public Verdict judge(Spread ours, Spread peers) {
        Spread allowed = peers.times(share);
        if (!ours.comparable(allowed)) {
            return Verdict.NOT_SHOWN;
        }
        boolean below = ours.median() < allowed.median();
        return below == (sense == Sense.AT_MOST) ? Verdict.HOLDS : Verdict.MISSED;
    }

    /** {@code at most 0.70}. */
    public String label() {
        String words = switch (sense) {
            case AT_MOST -> "at most";
            case AT_LEAST -> "at least";
        };
        return String.format(Locale.ROOT, "%s %.2f", words, share);
    }

    /** One line: what was asked, what came out. */
    public String text(Spread ours, Spread peers) {
        return String.format(Locale.ROOT, "%s of the peer's: %s (medians: %.3f of it; ranges: %s against %s)", label(),
                judge(ours, peers).label(), ours.median() / peers.median(), ours.text(), peers.times(share).text());
    }
}
