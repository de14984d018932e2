package dev.tidemark.verification.simulation.history;

/** A member is gone: it left, crashed, or was told that it is no member any more. It owns nothing from the call's beginning on. */
public record GroupLeave(Call call, String group, String member) implements Operation {

    @Override
    public String toString() {
        return member + " is gone from " + group + " [" + call + "]";
    }
}
