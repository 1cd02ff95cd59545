/** Exported models put to use: masks filled, text continued, images and series read. */
package org.outeffhop.inference;
