package dev.tern.kernel.session;

/**
 * Where a snippet stands.
 *
 * @param label what traces call its cell
 * @param line its first line there, from 1
 */
record Place(String label, int line, String source) {}
