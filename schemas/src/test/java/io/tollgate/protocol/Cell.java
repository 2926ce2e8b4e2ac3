package io.tollgate.protocol;

/** One counter in one window; windows are numbered. */
record Cell(int counter, int window) {}
