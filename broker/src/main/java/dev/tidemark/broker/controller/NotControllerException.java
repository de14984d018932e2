package dev.tidemark.broker.controller;

/** The controller does not lead, or does not know what became of a batch: the asker may try again, and looks first. */
final class NotControllerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotControllerException() {
        super("this node is not the controller", null, false, false);
    }
}
