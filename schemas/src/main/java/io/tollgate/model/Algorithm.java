package io.tollgate.model;

/** How usage is judged against a limit. */
public enum Algorithm {
    /** By the hits of the current window alone: around its boundary up to twice the limit may pass. */
    FIXED_WINDOW,
    /**
     * By the hits of the current window, and those of the one before in proportion to how much of it a window that ended
     * now would still cover. It takes the hits of the window before as evenly spread.
     */
    SLIDING_WINDOW
}
