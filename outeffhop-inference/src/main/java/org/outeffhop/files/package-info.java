/**
 * Files read and written whole: JSON, tables, text, locks, checksums, and what a file is instead.
 */
package org.outeffhop.files;
