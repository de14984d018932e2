package dev.tidemark.benchmarks.system.run;

import java.util.Locale;

/**
 * What a benchmark has to show: at most this share of what the peer takes. Shown, either way, only by three runs or more of each whose
 * ranges do not overlap; otherwise the machine was too loud, or the two are too close, to say.
 */
public record Bar(double share) {

    /** How the runs stand to the bar. */
    public enum Verdict {
        HOLDS,
        MISSED,
        NOT_SHOWN
    }

    public Verdict judge(Spread ours, Spread peers) {
        Spread allowed = peers.times(share);
        if (!ours.comparable(allowed)) {
            return Verdict.NOT_SHOWN;
        }
        return ours.median() < allowed.median() ? Verdict.HOLDS : Verdict.MISSED;
    }

    /** One line: what was asked, what came out. */
    public String text(Spread ours, Spread peers) {
        return String.format(Locale.ROOT, "at most %.2f of the peer's: %s (medians: %.3f of it; ranges: %s against %s)",
                share, judge(ours, peers).name().toLowerCase(Locale.ROOT).replace('_', ' '),
                ours.median() / peers.median(), ours.text(), peers.times(share).text());
    }
}
