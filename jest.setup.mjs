// CommonJS plug-ins of Nest break when a test is the first to import them; Nest itself comes first, once, here.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
