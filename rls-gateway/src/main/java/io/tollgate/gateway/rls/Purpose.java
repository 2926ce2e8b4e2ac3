package io.tollgate.gateway.rls;

/** What a call asks for. */
enum Purpose {
    /** Whether the hits may be made; they are counted as what becomes of the request. */
    CHARGE,
    /** Whether anything remains; nothing is counted. */
    LOOK,
    /** That hits are counted which were served. */
    REPORT
}
