"""The agenda (agenda): one ordered list of what people have to do now, whoever asks for it.

Calls, visits, reminders to approve, replies, promises not kept, instalments missed, disputes that
last, bank lines: each capability's own things, in one order with its reason. What a person does
with a line (put off, given, noted, done) is kept here, and so is the next action (suite).
"""
