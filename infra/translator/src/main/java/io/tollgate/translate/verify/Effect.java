package io.tollgate.translate.verify;

/** What a request comes to: a limit that holds for it, or a descriptor that is asked for. */
public sealed interface Effect permits HeldLimit, AskedDescriptor {

    /** Returns what must be the same in the source and in its translation, whatever counters are named. */
    String title();
}
