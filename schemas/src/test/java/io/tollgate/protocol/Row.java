package io.tollgate.protocol;

/** What one sender counted for one counter in one window. */
record Row(Cell cell, Sender sender) {}
