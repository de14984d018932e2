package dev.tidemark.benchmarks.system.run;

import java.util.Locale;

/**
 * What a benchmark has to show: at most, or at least, this share of the peer's figure. Shown, either way, only by three runs or more of
 * each whose ranges do not overlap; otherwise the machine was too loud, or the two are too close, to say. It holds without more words if each run
 * of ours is on the good side of that share of each run of the peer's; if only the medians are, that is what it is called.
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
        /** The medians are as asked and the ranges of the two apart, but not so far that each run of ours is as asked beside each of the peer's. */
        MEDIAN_HOLDS,
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
        boolean asAsked = ours.median() < allowed.median() == (sense == Sense.AT_MOST);
        if (ours.comparable(allowed)) {
            return asAsked ? Verdict.HOLDS : Verdict.MISSED;
        }
        return asAsked && ours.comparable(peers) ? Verdict.MEDIAN_HOLDS : Verdict.NOT_SHOWN;
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
